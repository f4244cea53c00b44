"""What a rehearsal is: scenarios as data, the world they are played in, and what must hold whatever happens."""
