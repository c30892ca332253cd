"""What two or more scripts of the workflow share."""
