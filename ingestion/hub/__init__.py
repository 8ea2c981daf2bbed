"""The Hugging Face Hub's listing of models, account by account."""
