import { Alert, Group, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconAlertTriangle, IconInbox } from '@tabler/icons-react';
import type { ReactNode } from 'react';

type PageProps = {
  title: string;
  /** A sentence under the title. */
  description?: ReactNode;
  /** Filters and buttons to the right of the title. */
  tools?: ReactNode;
  narrow?: boolean;
  /** For tables of many columns. */
  wide?: boolean;
  children?: ReactNode;
};

/** A screen with its title, also in the browser's tab, its tools and its content. */
export function Page({ title, description, tools, narrow = false, wide = false, children }: PageProps) {
  useDocumentTitle(`${title} · Manyhands`);
  return (
    <Stack gap="lg" maw={narrow ? 640 : wide ? 1800 : 1200} mx="auto">
      <Group justify="space-between" align="flex-end" gap="sm">
        <div className="grows">
          <Title order={1} className="anywhere">
            {title}
          </Title>
          {description && (
            <Text c="dimmed" component="div" className="anywhere">
              {description}
            </Text>
          )}
        </div>
        {tools}
      </Group>
      {children}
    </Stack>
  );
}

/** An empty state: what is missing, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <Stack className="card" align="center" gap="xs" py="xl" ta="center">
      <IconInbox size={32} stroke={1.25} aria-hidden color="var(--mantine-color-dimmed)" />
      <Title order={2} size="h3">
        {title}
      </Title>
      {children && (
        <Text component="div" c="dimmed" maw={480}>
          {children}
        </Text>
      )}
    </Stack>
  );
}

/** An error in one sentence. */
export function Fault({ error, children }: { error?: unknown; children?: ReactNode }) {
  const text = error instanceof Error ? error.message : error === undefined ? undefined : String(error);
  return (
    <Alert
      role="alert"
      icon={<IconAlertTriangle aria-hidden />}
      className="trouble anywhere"
      variant="outline"
      color="var(--trouble)"
    >
      {text}
      {children}
    </Alert>
  );
}
