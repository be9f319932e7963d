"""What an architect decides by rule: what is known and asked, how complex it is, which documents, technology, work and checks it takes."""
