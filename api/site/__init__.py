"""The search page and the guide, for people: plain HTML, CSS and ES modules, which ask the API as anybody may."""
