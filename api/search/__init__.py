"""The search itself, over all episodes or over those of a user: parameters, the request to Elasticsearch, its answer.

The features that offer it are ``episodes`` and ``reactions``.
"""
