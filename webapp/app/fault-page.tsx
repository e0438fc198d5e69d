import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { ScreenLink } from './components/link.tsx';
import { Page } from './components/page.tsx';

/** Shown instead of a screen that failed: what went wrong, and what to do. */
export function FaultPage({ error, reset }: { error: unknown; reset?: () => void }) {
  const router = useRouter();
  const tryAgain = () => {
    reset?.();
    void router.invalidate();
  };
  const reason = error instanceof Error ? error.message : String(error);
  // After an update of the server an open page may miss chunks of its older build.
  const isOutdated = /dynamically imported module|Importing a module script failed/i.test(reason);
  return (
    <Page title="Something went wrong" narrow>
      <Stack role="alert">
        <Text>{isOutdated ? 'This page is out of date. Reload it.' : 'This screen could not be shown.'}</Text>
        <Text c="dimmed" size="sm" className="anywhere">
          {reason}
        </Text>
        <Group>
          <Button onClick={isOutdated ? () => location.reload() : tryAgain}>
            {isOutdated ? 'Reload' : 'Try again'}
          </Button>
          <ScreenLink to="/">Go to the overview</ScreenLink>
        </Group>
      </Stack>
    </Page>
  );
}

/** Shown for an unknown address. */
export function NotFoundPage() {
  return (
    <Page title="Page not found" narrow>
      <Title order={2} size="h3">
        There is no page at this address
      </Title>
      <Text>
        The link may be old or incomplete.{' '}
        <ScreenLink to="/" underline="always">
          Go to the overview
        </ScreenLink>
      </Text>
    </Page>
  );
}
