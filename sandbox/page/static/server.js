// The sandbox's control API: one question, and acts.

const GONE = "The sandbox does not answer. Is it still running?";

export async function ask(what, query) {
  const answer = await fetch(`/sandbox/${what}?${new URLSearchParams(query)}`);
  return answer.json();
}

// What was done comes back as the server tells it; what could not be done has an error, and words to show for it.
export async function tell(what, body) {
  try {
    const answer = await fetch(`/sandbox/${what}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    const told = await answer.json();
    return told.error && !told.shown ? { ...told, shown: told.error } : told;
  } catch {
    return { error: GONE, shown: GONE };
  }
}
