"""What every answer has over HTTP: its asker, its headers, its status when it fails."""
