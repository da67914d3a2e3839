"""The description as a page for people: Swagger UI, out of a package that carries it, and nothing from elsewhere."""
