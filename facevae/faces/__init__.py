"""One picture: safe decoding, detection behind one interface, alignment. Imports only the ground floor."""
