import { Badge, Button, Group, Text, Title } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { type Conversation, getConversation } from '../../../src/api/conversations.ts';
import { dangerous } from '../components/danger.ts';
import { ScreenLink } from '../components/link.tsx';
import { Fault, Page } from '../components/page.tsx';
import { Waiting } from '../components/waiting.tsx';
import { useEndpointQuery } from '../data/api.ts';
import { useMay } from '../data/current-user.ts';
import style from '../review/conversation/conversation.module.css';
import { ConversationEvents } from '../review/conversation/conversation-events.tsx';
import { memberStateLabels, reasonText, stateLabels } from '../review/conversation/texts.ts';
import { formatCount } from '../review/labels.ts';
import { ForeignText } from '../review/text/foreign-text.tsx';
import { WorkerName } from '../review/worker-name.tsx';
import { Composer } from './composer.tsx';
import { useLength } from './conversations-page.tsx';
import { EndDialog } from './end-dialog.tsx';
import { useKeptAtEnd } from './use-kept-at-end.ts';

const route = getRouteApi('/conversations/$conversation');
const mostEvents = 20_000;

/** One conversation, as it is spoken. */
export function ConversationPage() {
  const { conversation: id } = route.useParams();
  const [limit, setLimit] = useState<number>();
  const query = limit === undefined ? {} : { query: { limit } };
  const { data, error } = useEndpointQuery(getConversation, { params: { conversation: id }, ...query }, { live: true });
  const conversation = data?.id === id ? data : undefined;
  return (
    <Page
      title="Conversation"
      description={
        conversation && (
          <>
            {id} ·{' '}
            <ScreenLink to="/runs/$run/conversations" params={{ run: conversation.run }} inherit underline="always">
              all of this run
            </ScreenLink>
          </>
        )
      }
    >
      {error && <Fault error={error} />}
      {!conversation && !error && <Waiting />}
      {conversation && <Whole conversation={conversation} onAll={() => setLimit(mostEvents)} />}
    </Page>
  );
}

type WholeProps = { conversation: Conversation; onAll: () => void };

function Whole({ conversation, onAll }: WholeProps) {
  const { state, end_reason, earlier, events } = conversation;
  const isOwner = useMay('owner');
  const [isEnding, setEnding] = useState(false);
  const length = useLength(conversation);
  const log = useKeptAtEnd(events.at(-1)?.order);
  return (
    <>
      <section className="card stack" aria-label="State">
        <Group justify="space-between">
          <Text component="div" role="status">
            <b>{stateLabels[state]}</b>
            {end_reason && `: ${reasonText(end_reason)}`}
          </Text>
          {isOwner && (state === 'waiting' || state === 'talking') && (
            <Button {...dangerous} onClick={() => setEnding(true)}>
              End…
            </Button>
          )}
        </Group>
        <Text size="sm" c="dimmed" className="numbers">
          {length}
        </Text>
        <People conversation={conversation} />
      </section>
      <section className="card stack" aria-labelledby="words">
        <Title order={2} size="h3" id="words">
          What was said
        </Title>
        {earlier > 0 && (
          <Button variant="default" onClick={onAll}>
            Show {formatCount(earlier, 'earlier event')}
          </Button>
        )}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no pointer scrolls it by the keyboard. */}
        <div ref={log} className={style.log} role="log" aria-labelledby="words" tabIndex={0}>
          <ConversationEvents events={events} />
        </div>
        {state === 'talking' && isOwner && <Composer conversation={conversation} />}
        {state === 'waiting' && (
          <Text size="sm" c="dimmed">
            It has not begun: nothing can be said in it yet.
          </Text>
        )}
        {state === 'empty' && (
          <Text size="sm" c="dimmed">
            Everybody left before it began. It waits again when the next worker comes.
          </Text>
        )}
      </section>
      {isEnding && <EndDialog conversation={conversation} onClose={() => setEnding(false)} />}
    </>
  );
}

const People = ({ conversation: { members } }: { conversation: Conversation }) => (
  <ul className="plain" aria-label="Who is in it">
    {members.map(({ agent, worker, unit, seat, name, role, state, left_because }) => (
      <li key={agent ?? `bot ${seat}`}>
        <Group gap="xs">
          {name !== null && (
            <Text fw={600} component="span">
              <ForeignText text={name} maxLetters={100} />
            </Text>
          )}
          {role !== null && (
            <Text size="sm" component="span">
              <ForeignText text={role} maxLetters={100} />
            </Text>
          )}
          {worker === null ? (
            <Badge variant="outline" color="gray" tt="none" c="inherit">
              Bot
            </Badge>
          ) : (
            <ScreenLink to="/workers/$worker" params={{ worker }} size="sm">
              <WorkerName worker={worker} />
            </ScreenLink>
          )}
          {unit !== null && (
            <ScreenLink to="/units/$unit" params={{ unit }} size="sm" aria-label={`Unit of ${name ?? unit}`}>
              unit
            </ScreenLink>
          )}
          <Text size="sm" c="dimmed" component="span">
            {memberStateLabels[state]}
            {left_because !== null && `: ${reasonText(left_because)}`}
          </Text>
        </Group>
      </li>
    ))}
  </ul>
);
