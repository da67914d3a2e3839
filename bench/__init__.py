"""Side-by-side measurements against raw Elasticsearch and peer frameworks. Nothing else imports this."""
