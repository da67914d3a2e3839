"""A catalogue of the simulator's own making: a function of the seed, the id and the date, with nothing stored.

``dice`` decides, ``words`` speaks, ``lineup`` says which show sits where, ``seasons`` which episodes a season has,
``shows``, ``episodes`` and ``casts`` write them down as TVMaze does, ``source`` answers the endpoints.
"""
