// Light or dark before anything is drawn: what was chosen here, else what the system prefers. Not a module, so that
// it runs before the page is shown.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const read = () => { try { return localStorage.getItem("tvsi-theme"); } catch { return null; } };
  const apply = () => { root.dataset.theme = read() ?? (dark.matches ? "dark" : "light"); };
  apply();
  dark.addEventListener("change", apply);
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    const tell = () => button.setAttribute("aria-pressed", String(root.dataset.theme === "dark"));
    tell();
    button.addEventListener("click", () => {
      root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
      try { localStorage.setItem("tvsi-theme", root.dataset.theme); } catch { /* it holds until the page is left */ }
      tell();
    });
  });
})();
