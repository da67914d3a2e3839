"""Containers: what the images and compose files beside this need, and the check that they are what they say.

``python -m containers`` builds both images without Docker and runs them; ``compose`` holds the files against the code.
Users need none of this: they have Docker.
"""
