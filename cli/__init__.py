"""The ``tvsi`` command: a file per verb. Verbs parse, call and report; the work lives in the other packages."""
