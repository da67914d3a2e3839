"""The catalog on real stores."""
