export async function ask(query) {
  const answer = await fetch(`/sandbox/state?${new URLSearchParams(query)}`);
  return answer.json();
}

export async function tell(what, body) {
  try {
    const answer = await fetch(`/sandbox/${what}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    return await answer.json();
  } catch {
    return { error: "The sandbox does not answer. Is it still running?" };
  }
}
