"""What the instructor does about classes and the students in them."""
