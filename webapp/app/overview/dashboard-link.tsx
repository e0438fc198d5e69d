import { Anchor } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';

/** A link to the dashboard in Grafana, of one run or of all; nothing if its address is not set. */
export function DashboardLink({ url, run }: { url: string | null | undefined; run?: string }) {
  if (!url) return null;
  return (
    <Anchor href={dashboardOf(url, run)} target="_blank" rel="noopener noreferrer">
      Dashboard <IconExternalLink size={14} aria-hidden />
    </Anchor>
  );
}

/** The address of the dashboard, with its variable `run` set. */
function dashboardOf(url: string, run?: string): string {
  const address = new URL(url);
  if (run !== undefined) address.searchParams.set('var-run', run);
  return address.href;
}
