import { Button, CloseButton, Group, Paper, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { dismiss, type Notice, useNotices } from '../data/notices.ts';

const shownMs = 6_000;

/** Notices about what was done or failed, at the foot of the page; also for screen readers. */
export function NoticeBoard() {
  const notices = useNotices();
  return (
    <div className="notices" role="status" aria-label="Notices">
      {notices.map((notice) => (
        <OneNotice key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

/** A notice, which leaves by itself unless it is a failure, or the pointer or the focus is on it. */
function OneNotice({ notice: { id, text, kind, action } }: { notice: Notice }) {
  const [isPointedAt, setPointedAt] = useState(false);
  const [hasFocus, setFocus] = useState(false);
  const stays = kind === 'fault' || isPointedAt || hasFocus;
  useEffect(() => {
    if (stays) return;
    const leaving = setTimeout(() => dismiss(id), shownMs);
    return () => clearTimeout(leaving);
  }, [id, stays]);

  return (
    <Paper
      data-notice
      shadow="md"
      withBorder
      p="xs"
      px="md"
      className={kind === 'fault' ? 'trouble' : undefined}
      onMouseEnter={() => setPointedAt(true)}
      onMouseLeave={() => setPointedAt(false)}
      onFocus={() => setFocus(true)}
      onBlur={() => setFocus(false)}
    >
      <Group wrap="nowrap" gap="sm">
        <Text size="sm" className="anywhere">
          {text}
        </Text>
        {action && (
          <Button
            size="compact-sm"
            variant="subtle"
            aria-label={`${action.text}: ${action.target}`}
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
  );
}
