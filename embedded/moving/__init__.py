"""The embedded stores' content carried to outside ones: looked at first, copied whole or not at all, compared.

``move`` gives the order. The source is only read; what runs the embedded stores is in ``embedded.postgres``.
"""
