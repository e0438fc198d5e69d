import { Stack } from '@mantine/core';
import type { Conversation } from '../../../../src/api/conversations.ts';
import { ScreenLink } from '../../components/link.tsx';
import { useShowMore } from '../../components/show-more.tsx';
import { ConversationEvents } from './conversation-events.tsx';

type Props = { conversation: Conversation; own: string | null };

/** The conversation of a unit, beside its answer. */
export function ConversationOfUnit({ conversation, own }: Props) {
  const { id, events, earlier } = conversation;
  const { shown, more } = useShowMore(events);
  return (
    <Stack gap="sm">
      <ScreenLink to="/conversations/$conversation" params={{ conversation: id }} size="sm">
        {earlier > 0 ? `All of it, also the ${earlier.toLocaleString('en')} earlier events` : 'Its page'}
      </ScreenLink>
      <ConversationEvents events={shown} own={own} />
      {more}
    </Stack>
  );
}
