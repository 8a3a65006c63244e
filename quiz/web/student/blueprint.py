"""The blueprint that the student's modules add their pages to."""

from flask import Blueprint

student = Blueprint("student", __name__)
