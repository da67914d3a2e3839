"""What Schemathesis is told: the rules of the API that no schema can state, who asks, and what an outage excuses."""
