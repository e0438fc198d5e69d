import { Button, CloseButton, Group, Paper, Text } from '@mantine/core';
import { dismiss, useNotices } from '../data/notices.ts';

/** Notices about what was done or failed, at the foot of the page; also for screen readers. */
export function NoticeBoard() {
  const notices = useNotices();
  return (
    <section className="notices" aria-label="Notices" aria-live="polite">
      {notices.map(({ id, text, kind, action }) => (
        <Paper key={id} shadow="md" withBorder p="xs" px="md" className={kind === 'fault' ? 'trouble' : undefined}>
          <Group wrap="nowrap" gap="sm">
            <Text size="sm" className="anywhere">
              {text}
            </Text>
            {action && (
              <Button
                size="compact-sm"
                variant="subtle"
                onClick={() => {
                  dismiss(id);
                  action.do();
                }}
              >
                {action.text}
              </Button>
            )}
            <CloseButton aria-label="Close this notice" size="sm" onClick={() => dismiss(id)} />
          </Group>
        </Paper>
      ))}
    </section>
  );
}
