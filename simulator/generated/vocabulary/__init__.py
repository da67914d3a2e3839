"""Word lists that the generated catalogue speaks with. All of them are made up here."""
