import { Badge, Group, Stack, Text } from '@mantine/core';
import type { ProcedureCall } from '../../../../src/api/procedures.ts';
import { FileList } from '../files/file-list.tsx';
import { formatTime } from '../labels.ts';
import { ForeignText } from '../text/foreign-text.tsx';
import { ValueView } from '../values/value-view.tsx';

/** Code may repeat what a worker sent. */
const maxReasonLetters = 1000;

/** What the page of an answer asked the server, and what it got. */
export function Calls({ calls }: { calls: readonly ProcedureCall[] }) {
  return (
    <Stack>
      {calls.map((call) => (
        <section key={`${call.agent} ${call.call}`} aria-label={`Call of ${call.name}`}>
          <Group gap="xs">
            <Text size="sm" fw={600}>
              {call.name}
            </Text>
            {call.reason !== null && (
              <Badge color="red" variant="light">
                failed
              </Badge>
            )}
            <Text size="sm" c="dimmed">
              {formatTime(call.at)}
              {call.milliseconds === null ? ', no result yet' : `, ${(call.milliseconds / 1000).toFixed(1)} s`}
            </Text>
          </Group>
          <Side title="Sent" value={call.args} file={call.args_file} />
          {call.ended_at !== null && call.reason === null && (
            <Side title="Result" value={call.result} file={call.result_file} />
          )}
          {call.reason !== null && (
            <Text size="sm">
              <ForeignText text={call.reason} maxLetters={maxReasonLetters} />
              {call.message !== null && call.message !== call.reason && (
                <>
                  {' '}
                  The worker read: <ForeignText text={call.message} maxLetters={maxReasonLetters} />
                </>
              )}
            </Text>
          )}
        </section>
      ))}
    </Stack>
  );
}

type SideProps = { title: string; value: unknown; file: ProcedureCall['args_file'] };

function Side({ title, value, file }: SideProps) {
  return (
    <div>
      <Text size="sm" c="dimmed">
        {title}
      </Text>
      {file ? <FileList files={[file]} /> : <ValueView value={value} name={title} />}
    </div>
  );
}
