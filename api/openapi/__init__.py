"""The API's description of itself, made from the declarations that its routes run on."""
