"""The staff's view of background work; the work itself is the job machinery's."""
