"""Trains the detector that ships: a teacher's answers on clean pictures, told again on distorted ones."""
