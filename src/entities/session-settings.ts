/**
 * What every connection of a hub asks of the server, as an option of the connection. A hub that stands still in the middle
 * of a transaction gives up its locks, and one whose machine is gone gives up those of its session too, within a minute:
 * unasked, the server would notice the latter after two hours.
 */
export const sessionSettings = [
  'idle_in_transaction_session_timeout=60s',
  'tcp_keepalives_idle=15',
  'tcp_keepalives_interval=5',
  'tcp_keepalives_count=3',
]
  .map((each) => `-c ${each}`)
  .join(' ');
