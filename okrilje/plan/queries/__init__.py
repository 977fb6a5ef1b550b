"""Questions over the rows of a plan. What an amendment took out of the plan is never counted."""
