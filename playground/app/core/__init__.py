"""What every room knows: views, modes, the player, actions and questions."""
