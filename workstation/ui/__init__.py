"""The window: shows and asks."""

from workstation.ui.lasting_booleans import keep_booleans

keep_booleans()
