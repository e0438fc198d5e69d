import { AppShell, Burger, Group, NavLink, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconApi,
  IconBook,
  IconCash,
  IconChartBar,
  IconChecklist,
  IconClipboardText,
  IconColumns3,
  IconDownload,
  IconGauge,
  IconHome,
  IconKey,
  IconListDetails,
  IconMessages,
  IconRosette,
  IconUserShield,
  IconUsers,
  IconWebhook,
} from '@tabler/icons-react';
import { Link, Outlet, useLocation, useRouterState } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { ColourSwitch } from './components/colour-switch.tsx';
import { NoticeBoard } from './components/notice-board.tsx';
import { UserMenu } from './components/user-menu.tsx';
import { useLiveUpdates } from './data/live.ts';
import { type ScopeSearch, scopeAt } from './data/search.ts';

const places = [
  { to: '/', text: 'Overview', Icon: IconHome },
  { to: '/tasks', text: 'Tasks', Icon: IconClipboardText },
  { to: '/review', text: 'Review', Icon: IconChecklist },
  { to: '/items', text: 'Side by side', Icon: IconColumns3 },
  { to: '/units', text: 'Units', Icon: IconListDetails },
  { to: '/workers', text: 'Workers', Icon: IconUsers },
  { to: '/qualifications', text: 'Qualifications', Icon: IconRosette },
  { to: '/quality', text: 'Quality', Icon: IconGauge },
  { to: '/statistics', text: 'Statistics', Icon: IconChartBar },
  { to: '/opinions', text: 'Opinions', Icon: IconMessages },
  { to: '/export', text: 'Export', Icon: IconDownload },
  { to: '/pay', text: 'Pay', Icon: IconCash },
  { to: '/requesters', text: 'Requesters', Icon: IconKey },
  { to: '/webhooks', text: 'Webhooks', Icon: IconWebhook },
  { to: '/users', text: 'Users', Icon: IconUserShield },
] as const;

/** Pages of the server that are read, outside the app. */
const readings = [
  { href: '/docs', text: 'Documentation', Icon: IconBook },
  { href: '/api', text: 'API', Icon: IconApi },
] as const;

/** The frame of the app: navigation, the user, and whether the server can be reached. */
export function Layout() {
  const [isOpen, { toggle, close }] = useDisclosure(false);
  const { pathname } = useLocation();
  const isOutside = pathname === '/login';
  const connection = useLiveUpdates(!isOutside);
  const scope = useScope();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the menu closes after each navigation.
  useEffect(close, [pathname]);

  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !isOpen, desktop: isOutside } }}
      padding="md"
    >
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <AppShell.Header className="frame-header">
        <Group h="100%" px="md" gap="sm" wrap="nowrap" justify="space-between">
          <Group gap="xs" wrap="nowrap">
            {!isOutside && (
              <Burger
                opened={isOpen}
                onClick={toggle}
                hiddenFrom="sm"
                size="sm"
                aria-label="Menu"
                aria-expanded={isOpen}
                aria-controls="places"
              />
            )}
            <Link to="/" className="brand" aria-label="Manyhands, overview">
              <img src="/favicon.svg" alt="" width={24} height={24} />
              <Text inherit visibleFrom="xs">
                Manyhands
              </Text>
            </Link>
          </Group>
          <Group gap="xs" wrap="nowrap">
            {!isOutside && <Connection now={connection} />}
            <UserMenu />
            <ColourSwitch />
          </Group>
        </Group>
      </AppShell.Header>
      {!isOutside && (
        <AppShell.Navbar
          p="xs"
          className="frame-nav"
          data-closed={!isOpen || undefined}
          id="places"
          aria-label="Screens"
        >
          {places.map(({ to, text, Icon }) => {
            const isHere = to === '/' ? pathname === '/' : pathname.startsWith(to);
            return (
              <NavLink
                key={to}
                renderRoot={(props) => <Link to={to} search={scope} {...props} />}
                label={text}
                leftSection={<Icon size={18} stroke={1.5} aria-hidden />}
                active={isHere}
                aria-current={isHere ? 'page' : undefined}
              />
            );
          })}
          {readings.map(({ href, text, Icon }) => (
            <NavLink key={href} href={href} label={text} leftSection={<Icon size={18} stroke={1.5} aria-hidden />} />
          ))}
        </AppShell.Navbar>
      )}
      <AppShell.Main id="main" tabIndex={-1}>
        <Outlet />
      </AppShell.Main>
      <NoticeBoard />
    </AppShell>
  );
}

/** The task or run that the screens are about; the one before on a screen that has none of its own. */
function useScope(): ScopeSearch {
  const own = useRouterState({
    select: ({ location }) => scopeAt(location.pathname, location.search as Record<string, unknown>),
  });
  const [last, setLast] = useState<ScopeSearch>({});
  const isNew = own !== undefined && (own.run !== last.run || own.task !== last.task);
  if (isNew) setLast(own);
  return own ?? last;
}

function Connection({ now }: { now: 'connecting' | 'live' | 'lost' }) {
  const text = { connecting: 'Connecting…', live: 'Live', lost: 'Not connected. Trying again…' }[now];
  return (
    <Text
      role="status"
      size="sm"
      c={now === 'lost' ? 'var(--trouble)' : 'dimmed'}
      className="connection"
      data-now={now}
    >
      {text}
    </Text>
  );
}
