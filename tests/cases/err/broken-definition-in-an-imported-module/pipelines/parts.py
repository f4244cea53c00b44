DOOR = 1 / 0
