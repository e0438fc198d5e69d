import { Button, Menu, Popover, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconUser } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { logout } from '../../../src/api/access.ts';
import { isReviewerName } from '../../../src/api/names.ts';
import { queryClient, send } from '../data/api.ts';
import { useMe } from '../data/current-user.ts';
import { notifyFault } from '../data/notices.ts';
import { nameReviewer, useReviewerName } from '../data/reviewer-name.ts';

/** The user of this page: the account or, without a login, the name stored in this browser. */
export function UserMenu() {
  const me = useMe();
  if (me === undefined || (me.login === 'none' && me.role === null)) return null;
  return me.login === 'none' ? <NameYourself /> : <Account name={me.name ?? ''} />;
}

function NameYourself() {
  const name = useReviewerName();
  const [isOpen, { toggle, close }] = useDisclosure(false);
  const [draft, setDraft] = useState(name ?? '');
  const trimmed = draft.trim();
  const fault =
    trimmed === '' || isReviewerName(trimmed) ? undefined : 'Use letters, digits and . _ @ - only, without spaces.';
  const keep = () => {
    if (fault) return;
    nameReviewer(trimmed === '' ? undefined : trimmed);
    void queryClient.invalidateQueries();
    close();
  };
  return (
    <Popover
      opened={isOpen}
      onChange={(open) => !open && close()}
      position="bottom-end"
      width={280}
      trapFocus
      withRoles
    >
      <Popover.Target>
        <Button variant="subtle" color="gray" size="compact-md" className="you" onClick={toggle}>
          {name ?? 'Set your name'}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Your name">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            keep();
          }}
        >
          <Stack gap="sm">
            <TextInput
              label="Your name"
              description="Shown beside your reviews. Kept in this browser."
              value={draft}
              onChange={(event) => setDraft(event.currentTarget.value)}
              error={fault}
              maxLength={64}
              autoComplete="nickname"
              data-autofocus
            />
            <Button type="submit">Save</Button>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

function Account({ name }: { name: string }) {
  const navigate = useNavigate();
  const leave = async () => {
    try {
      await send(logout, {});
      queryClient.clear();
      await navigate({ to: '/login' });
    } catch (error) {
      notifyFault(error);
    }
  };
  return (
    <Menu position="bottom-end" withinPortal withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          size="compact-md"
          className="you"
          leftSection={<IconUser size={16} aria-hidden />}
        >
          {name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Text size="sm" px="sm" py={4} c="dimmed">
          Signed in as {name}
        </Text>
        <Menu.Item onClick={leave}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
