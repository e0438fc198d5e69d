import { Kbd, Modal, Table, Text } from '@mantine/core';

const keys: [keys: string[], does: string][] = [
  [['a'], 'Accept'],
  [['A'], 'Accept with a note, a message, a bonus or qualifications, or all answers of the worker'],
  [['s'], "Pay, don't use, with a reason"],
  [['r'], 'Reject, with a reason'],
  [['u'], 'Undo your last decision'],
  [['n', 'j'], 'Next unit'],
  [['p', 'k'], 'Previous unit'],
  [['o'], 'Ask for a second opinion'],
  [['b'], 'Grant a bonus'],
  [['q'], 'Qualifications of the worker'],
  [['m'], 'My decisions, each with an undo; m leads back'],
  [['?'], 'This help'],
];

/** All keys of the review. */
export const Help = ({ onClose }: { onClose: () => void }) => (
  <Modal opened onClose={onClose} title="Keyboard shortcuts">
    <Table>
      <Table.Tbody>
        {keys.map(([names, does]) => (
          <Table.Tr key={does}>
            <Table.Td style={{ whiteSpace: 'nowrap' }}>
              {names.map((name) => (
                <Kbd key={name} mr={4}>
                  {name}
                </Kbd>
              ))}
            </Table.Td>
            <Table.Td>{does}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
    <Text size="sm" c="dimmed" mt="sm">
      Shortcuts are off while you type in a field or while the task’s frame has the focus.
    </Text>
  </Modal>
);
