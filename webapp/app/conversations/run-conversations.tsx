import { Text, Title } from '@mantine/core';
import { listConversations } from '../../../src/api/conversations.ts';
import { ScreenLink } from '../components/link.tsx';
import { useEndpointQuery } from '../data/api.ts';

/** How many conversations of a run go on, with a link to them; nothing for a run without any. */
export function RunConversations({ run }: { run: string }) {
  const { data } = useEndpointQuery(listConversations, { params: { run }, query: { limit: 1 } }, { live: true });
  if (!data) return null;
  const { talking, waiting, empty, ended } = data.counts;
  if (talking + waiting + empty + ended === 0) return null;
  return (
    <section className="card stack" aria-labelledby="conversations">
      <Title order={2} size="h3" id="conversations">
        Conversations
      </Title>
      <Text>
        {talking.toLocaleString('en')} going on, {waiting.toLocaleString('en')} waiting for people,{' '}
        {ended.toLocaleString('en')} ended.
      </Text>
      <ScreenLink to="/runs/$run/conversations" params={{ run }}>
        Watch them
      </ScreenLink>
    </section>
  );
}
