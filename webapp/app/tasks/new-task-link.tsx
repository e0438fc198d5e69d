import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';

/** The way to the screen that makes a task. */
export function NewTaskLink() {
  return (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      renderRoot={(props) => <Link to="/tasks/new" {...props} />}
    >
      New task
    </Button>
  );
}
