/** SQL: the states of a delivery that is not over. In each of them it keeps what comes after it in its lane waiting. */
export const openStates = "('waiting', 'ready', 'sending', 'sent', 'unknown', 'needs_human')";
