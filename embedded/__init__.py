"""What makes one machine enough: Postgres and Elasticsearch without Docker, and the supervisor behind ``make up``.

Nothing here is needed where the stores are run by somebody else.
"""
