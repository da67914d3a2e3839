import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/**
 * Runs one node of Elasticsearch in this process: {@code java … Launcher CONFIG_DIRECTORY setting=value…}.
 *
 * <p>Prints STARTED and STOPPED. SIGTERM and the end of standard input (the parent has died) stop it cleanly.
 * Exits with 64 where a port is busy, 65 where another node holds the data, 66 where the node failed otherwise.
 */
public final class Launcher {
    private static final int PORT_BUSY = 64;
    private static final int DATA_LOCKED = 65;
    private static final int FAILED = 66;
    private static final int CLOSE_SECONDS = 10;

    private static Node node;

    private Launcher() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out; // logging takes System.out over
        PrintStream err = System.err;
        try {
            node = start(Path.of(arguments[0]), read(arguments));
        } catch (Throwable failure) {
            failure.printStackTrace(err);
            err.flush();
            Runtime.getRuntime().halt(code(failure));
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stop();
            out.println("STOPPED");
            out.flush();
        }, "stop"));
        out.println("STARTED");
        out.flush();
        watchParent();
        new CountDownLatch(1).await(); // all of the node's threads are daemons
    }

    private static Settings read(String[] arguments) {
        Settings.Builder settings = Settings.builder();
        for (int i = 1; i < arguments.length; i++) {
            String[] pair = arguments[i].split("=", 2);
            settings.put(pair[0], pair[1]);
        }
        return settings.build();
    }

    private static Node start(Path config, Settings settings) throws Exception {
        Environment environment = new Environment(settings, config);
        LogConfigurator.setNodeName(settings.get("node.name"));
        LogConfigurator.configureESLogging();
        LogConfigurator.configure(environment, false);
        PluginsLoader plugins = PluginsLoader.createPluginsLoader(
            PluginsLoader.loadModulesBundles(environment.modulesDir(), false),
            PluginsLoader.loadPluginsBundles(environment.pluginsDir(), false),
            Map.of(),
            false);
        Node made = new Node(environment, plugins);
        made.start();
        return made;
    }

    private static void stop() {
        try {
            node.prepareForClose();
            node.close();
            node.awaitClose(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (IOException | InterruptedException failure) {
            Runtime.getRuntime().halt(FAILED);
        }
    }

    /** Standard input is a pipe that the parent holds: its end is the parent's end, kill -9 included. */
    private static void watchParent() {
        if (!Boolean.getBoolean("exit.with.parent")) {
            return;
        }
        Thread watch = new Thread(() -> {
            try {
                while (System.in.read() != -1) {
                    continue;
                }
            } catch (IOException closed) {
                // a broken pipe says the same
            }
            System.exit(0);
        }, "watch parent");
        watch.setDaemon(true);
        watch.start();
    }

    private static int code(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause.getClass().getSimpleName().startsWith("Bind")) {
                return PORT_BUSY;
            }
            if (String.valueOf(cause.getMessage()).contains("failed to obtain node locks")) {
                return DATA_LOCKED;
            }
        }
        return FAILED;
    }
}
