import { Badge, Group, Text } from '@mantine/core';
import { memo } from 'react';
import type { ConversationEvent } from '../../../../src/api/conversations.ts';
import { FileList } from '../files/file-list.tsx';
import { formatTime } from '../labels.ts';
import { ForeignText } from '../text/foreign-text.tsx';
import { ValueView } from '../values/value-view.tsx';
import { WorkerName } from '../worker-name.tsx';
import style from './conversation.module.css';
import { privacyText, reasonText } from './texts.ts';

type Props = {
  events: readonly ConversationEvent[];
  /** The agent whose words are marked as those of the answer. */
  own?: string | null;
};

/** What happened in a conversation, in order. A long one is not drawn again for each event that is added. */
export const ConversationEvents = memo(({ events, own }: Props) => (
  <ol className={style.events}>
    {events.map((event) => (
      <Item key={event.order} event={event} isOwn={own != null && own === event.agent} />
    ))}
  </ol>
));

const Item = memo(({ event, isOwn }: { event: ConversationEvent; isOwn: boolean }) => (
  <li>{event.what === 'said' ? <Said event={event} isOwn={isOwn} /> : <Happened event={event} />}</li>
));

const Who = ({ event: { name, worker } }: { event: ConversationEvent }) => (
  <>
    {name !== null && <ForeignText text={name} maxLetters={100} />}
    {worker !== null && (
      <Text span size="sm" c="dimmed" fw={400}>
        {name !== null && ' · '}
        <WorkerName worker={worker} />
      </Text>
    )}
  </>
);

function Said({ event, isOwn }: { event: ConversationEvent; isOwn: boolean }) {
  const { by, text, data, file, at } = event;
  const privacy = privacyText(event);
  return (
    <div className={style.said} data-by={by} data-own={isOwn || undefined}>
      <Group gap="xs">
        <Text size="sm" fw={600} component="div">
          <Who event={event} />
        </Text>
        {by === 'bot' && <Mark>Bot</Mark>}
        {isOwn && <Mark>This worker</Mark>}
        {privacy && (
          <Mark>
            <ForeignText text={privacy} maxLetters={200} />
          </Mark>
        )}
        <Text size="sm" c="dimmed">
          <time dateTime={at}>{formatTime(at)}</time>
        </Text>
      </Group>
      {text !== null && text !== '' && <ForeignText text={text} block />}
      {data !== null && data !== undefined && <ValueView value={data} name="values" />}
      {file && <FileList files={[file]} />}
    </div>
  );
}

const Mark = ({ children }: { children: React.ReactNode }) => (
  <Badge variant="outline" color="gray" tt="none" c="inherit" fw={600}>
    {children}
  </Badge>
);

function Happened({ event }: { event: ConversationEvent }) {
  const { what, form, data, file, text, at, reason } = event;
  const isFailed = what === 'computed' && reason !== null;
  return (
    <div>
      <Text size="sm" c="dimmed" component="div">
        <Line event={event} /> <time dateTime={at}>{formatTime(at)}</time>
      </Text>
      {isFailed && <ForeignText text={reason} block />}
      {what === 'ended' && text !== null && <ForeignText text={`Reason: ${text}`} block />}
      {form !== null && form !== undefined && <ValueView value={form} name="questions" />}
      {data !== null && data !== undefined && <ValueView value={data} name="result" />}
      {file && <FileList files={[file]} />}
    </div>
  );
}

function Line({ event }: { event: ConversationEvent }) {
  const why = event.reason === null ? '' : `: ${reasonText(event.reason)}`;
  const who = <Who event={event} />;
  switch (event.what) {
    case 'joined':
      return <>{who} came.</>;
    case 'began':
      return <>The conversation began.</>;
    case 'turn':
      return (
        <>
          {who} was asked to speak{event.form === null ? '' : ', with questions'}, until {formatTime(event.until)}.
        </>
      );
    case 'turn_over':
      return <>{who} said nothing during their turn.</>;
    case 'computed':
      return <>The task's code {event.reason === null ? 'computed:' : 'failed to compute something:'}</>;
    case 'away':
      return <>{who} is away.</>;
    case 'back':
      return <>{who} is back.</>;
    case 'left':
      return (
        <>
          {who} left{why}.
        </>
      );
    case 'seat_closed':
      return <>Nobody came for the free seat.</>;
    default:
      return <>The conversation ended{why}.</>;
  }
}
