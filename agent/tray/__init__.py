"""The tray icon behind one small interface. ``agent.tray.base`` says what a tray shows and does; the rest are backends."""
