"""What people and machines meet: screens, routes and commands."""
