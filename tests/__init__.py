"""The tests of the project. Folders follow the folders of the code; ``tests.lib`` holds what several folders share."""
