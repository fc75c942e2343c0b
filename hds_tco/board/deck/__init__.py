"""PowerPoint: native charts, real layouts, the hospital's own template if it has one."""
