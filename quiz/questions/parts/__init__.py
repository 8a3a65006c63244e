"""What several question types are made of: their entries, answers, choices and inputs."""
