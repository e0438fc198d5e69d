import { Button, Group, Stack, Text } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { type ConversationRow, conversationStates } from '../../../src/api/conversations.ts';
import { ScreenLink } from '../components/link.tsx';
import { Empty, Fault, Page } from '../components/page.tsx';
import { Segments } from '../components/segments.tsx';
import { Waiting } from '../components/waiting.tsx';
import { usePages } from '../data/queries.ts';
import { memberStateLabels, reasonText, stateLabels } from '../review/conversation/texts.ts';
import { formatCount, formatDuration, formatTime } from '../review/labels.ts';
import { ForeignText } from '../review/text/foreign-text.tsx';
import { WorkerName } from '../review/worker-name.tsx';
import { conversationsQuery, readConversationsAddress } from './query.ts';

const route = getRouteApi('/runs/$run/conversations');

/** The conversations of a run, as they go on. */
export function ConversationsPage() {
  const { run } = route.useParams();
  const search = readConversationsAddress(route.useSearch());
  const navigate = route.useNavigate();
  const pages = usePages(conversationsQuery(run, search), { live: true });
  const [first] = pages.data?.pages ?? [];
  const found = (pages.data?.pages ?? []).flatMap(({ conversations }) => conversations);
  const all = first ? conversationStates.reduce((sum, state) => sum + first.counts[state], 0) : 0;
  const countOf = (state: (typeof conversationStates)[number]) => (first ? ` (${first.counts[state]})` : '');
  return (
    <Page
      title="Conversations"
      description={
        <ScreenLink to="/runs/$run" params={{ run }} inherit>
          {run}
        </ScreenLink>
      }
    >
      <Segments
        label="Which conversations"
        of={[
          ['all', first ? `All (${all})` : 'All'],
          ...conversationStates.map((state) => [state, `${stateLabels[state]}${countOf(state)}`] as const),
        ]}
        value={search.state ?? 'all'}
        onChange={(chosen) => navigate({ search: chosen === 'all' ? {} : { state: chosen }, replace: true })}
      />
      {pages.error && <Fault error={pages.error} />}
      {pages.isPending && <Waiting />}
      {first && all === 0 && (
        <Empty title="No conversations yet">One begins with the first worker who comes for it.</Empty>
      )}
      {first && all > 0 && found.length === 0 && <Empty title="None of the conversations is in this state" />}
      {found.length > 0 && (
        <Stack component="ul" gap="sm" className="plain">
          {found.map((conversation) => (
            <ConversationCard key={conversation.id} conversation={conversation} />
          ))}
        </Stack>
      )}
      {pages.hasNextPage && (
        <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
          Show more
        </Button>
      )}
    </Page>
  );
}

/** How long it has been going on, or went on, and how much was said. */
export function useLength({ state, messages, opened_at, began_at, ended_at }: ConversationRow): string {
  const [now, setNow] = useState(Date.now);
  useInterval(() => setNow(Date.now()), 1000, { autoInvoke: state === 'waiting' || state === 'talking' });
  const said = formatCount(messages, 'message');
  if (state === 'empty') return said;
  const until = ended_at === null ? now : Date.parse(ended_at);
  return `${formatDuration(Math.max(0, Math.round((until - Date.parse(began_at ?? opened_at)) / 1000)))} · ${said}`;
}

function ConversationCard({ conversation }: { conversation: ConversationRow }) {
  const { id, state, members, last, end_reason } = conversation;
  const length = useLength(conversation);
  return (
    <li className="card">
      <Group gap="xs" justify="space-between">
        <ScreenLink to="/conversations/$conversation" params={{ conversation: id }} fw={600} className="anywhere">
          {id}
        </ScreenLink>
        <Text size="sm" fw={600}>
          {stateLabels[state]}
        </Text>
      </Group>
      <Text size="sm" c="dimmed" className="numbers">
        {length}
        {end_reason && ` · ${reasonText(end_reason)}`}
      </Text>
      <Text size="sm" component="div">
        {members.length === 0 && 'Nobody is here.'}
        {members.map(({ agent, seat, name, worker, state: now }, at) => (
          <span key={agent ?? `bot ${seat}`}>
            {at > 0 && ', '}
            {name !== null && <ForeignText text={name} maxLetters={60} />}
            {worker !== null && (
              <>
                {name !== null && ' · '}
                <WorkerName worker={worker} />
              </>
            )}
            {now !== 'here' && ` (${memberStateLabels[now].toLowerCase()})`}
          </span>
        ))}
      </Text>
      {last && (
        <Text size="sm" component="div" mt="xs">
          <b>
            <ForeignText text={last.name} maxLetters={60} />
          </b>
          : <ForeignText text={last.text} maxLetters={160} />{' '}
          <Text span size="sm" c="dimmed">
            <time dateTime={last.at}>{formatTime(last.at)}</time>
          </Text>
        </Text>
      )}
    </li>
  );
}
