import { Kbd, Modal, Table, Text } from '@mantine/core';

const keys: [keys: string[], does: string][] = [
  [['a'], 'Accept'],
  [['A'], 'Accept with a note, a message, a bonus, qualifications, or all of the worker'],
  [['s'], 'Soft-reject'],
  [['S'], 'Soft-reject with the same options'],
  [['r'], 'Reject; a note says why'],
  [['u'], 'Take back your last decision'],
  [['n', 'j'], 'Next unit'],
  [['p', 'k'], 'Unit before'],
  [['o'], 'Leave the decision to somebody else: a second opinion'],
  [['b'], 'Grant a bonus'],
  [['q'], 'Qualifications of the worker'],
  [['?'], 'This help'],
];

/** All keys of the review. */
export const Help = ({ onClose }: { onClose: () => void }) => (
  <Modal opened onClose={onClose} title="Keys of the review">
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
      While you type in a field, or while the frame of a task has the focus, keys do nothing here.
    </Text>
  </Modal>
);
