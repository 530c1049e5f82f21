"""The language engine in a process of its own: started when a draft is near, asked over a pipe, ended when nobody has asked for a while."""
